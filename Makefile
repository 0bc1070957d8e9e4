lock: ; 
